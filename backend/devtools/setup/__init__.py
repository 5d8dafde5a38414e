"""What has to be on the machine: checked, installed, and not done twice."""
