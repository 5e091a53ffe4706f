"""Files as containers: what they claim before anything is decoded."""
