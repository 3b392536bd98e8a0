// Fault points are process-wide: an armed one must meet its own test alone.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
