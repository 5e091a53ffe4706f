"""The web app: a Streamlit page, its own routes for pictures, and a browser side that draws by itself."""
