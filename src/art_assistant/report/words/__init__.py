"""The words of the report: text, captions and names of metrics."""
