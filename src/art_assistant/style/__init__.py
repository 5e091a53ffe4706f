"""The style card: a label that is right or says that it does not know, with the context a student needs."""
