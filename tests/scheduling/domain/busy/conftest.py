from tests.scheduling.domain.busy.corpus import CORPUS

# The files are not the project's to copy: where they are not, there is nothing to run.
collect_ignore = [] if CORPUS.is_dir() else ["test_corpus.py"]
