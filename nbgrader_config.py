"""nbgrader's settings: solutions/ is the only source, lessons/ is made from it, learners read French."""

from classroom.lessons import configure

configure(get_config())  # noqa: F821 - given by traitlets
