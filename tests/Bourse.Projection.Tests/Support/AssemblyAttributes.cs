// Fault points are one per process, so tests that arm them must run alone.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
