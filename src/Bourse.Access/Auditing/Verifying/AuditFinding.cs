namespace Bourse.Access.Auditing.Verifying;

/// <summary>What is wrong with a log.</summary>
public enum AuditFinding
{
    /// <summary>The checkpoint that was kept is not one that the trusted key signed, so it proves nothing.</summary>
    KeptCheckpointNotTrusted,

    /// <summary>The log's own checkpoint cannot be read.</summary>
    CheckpointMalformed,

    /// <summary>The log holds records or hashes and no checkpoint, which it was given with its first record.</summary>
    CheckpointMissing,

    /// <summary>The log's checkpoint is signed by another key under the log's name.</summary>
    KeySwapped,

    /// <summary>The log's checkpoint carries no signature of the log's name: it is of another log.</summary>
    OtherLog,

    /// <summary>The log's checkpoint was changed: the signature is not for what it says.</summary>
    CheckpointForged,

    /// <summary>The log's checkpoint is older than the one that was kept: records after it are withheld.</summary>
    OldCheckpoint,

    /// <summary>Records are missing at the end.</summary>
    TailCut,

    /// <summary>There are records after the last one that was signed.</summary>
    TailNotSigned,

    /// <summary>A record was changed.</summary>
    RecordChanged,

    /// <summary>A record is what was signed, but the columns by which it is found are not: a list would leave it out.</summary>
    IndexChanged,

    /// <summary>The records are what was signed, but the tables that hold them have a trigger, view or index that they were not made with, or lack one.</summary>
    SchemaChanged,

    /// <summary>The records are what was signed, but the tree of hashes stored beside them is not theirs: the next checkpoint would be wrong.</summary>
    TreeChanged,

    /// <summary>The records are what was signed, but one that waits to be signed is not as it was appended, or was signed already.</summary>
    PendingChanged,

    /// <summary>A record is what was signed, but a personal value kept beside the log is not the one that it commits to, or is of no record.</summary>
    PersonalValueChanged,

    /// <summary>Records stand in another order.</summary>
    RecordsReordered,

    /// <summary>Records and hashes were changed together, so that what was signed is not there any more.</summary>
    LogRewritten,

    /// <summary>
    /// The log is whole and signed, but it does not begin with what the kept checkpoint holds: the log's holder keeps two histories.
    /// </summary>
    LogForked,
}
