"""What the knowledge says about one model: requirement, findings, assessments, recommendation."""
