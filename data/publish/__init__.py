"""Builds, checks, signs and stores numbered versions."""
