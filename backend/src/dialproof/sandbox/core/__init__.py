"""What every vendor shares: the phone and its inbox, the clock, faults, recorded calls, controls and the server."""
