"""Training: scenarios played with a person, scored and debriefed. The procedure itself is the simulator."""
