"""The ways out: JSON, HTML, and pictures for the wall."""

from art_assistant.report.model import SCHEMA_VERSION, Report
from art_assistant.report.page.page import as_html
from art_assistant.report.schema import as_json, report_schema
from art_assistant.report.write import write_study

__all__ = ["SCHEMA_VERSION", "Report", "as_html", "as_json", "report_schema", "write_study"]
