"""What Streamlit runs for every change on the page."""

if __name__ == "__main__":
    from art_assistant.studio.page import show

    show()
