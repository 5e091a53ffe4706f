"""What Streamlit runs for every change on the page."""

from art_assistant.studio.page import show

show()
