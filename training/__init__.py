"""Trains the network that pixgen ships: data, teacher, student, training, export, evaluation."""
