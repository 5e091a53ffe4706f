"""Values: the study, its measures, the plan and the tones."""
