using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Bourse.Bench.Access;

/// <summary>What programs in Python do a second, where it and their libraries are installed. A script gets seconds and a folder, and prints one number.</summary>
internal static class PythonPeer
{
    /// <summary>Signatures of the AWS SDK for Python, for each second of processor time.</summary>
    public const string Botocore = """
        import sys, time
        from botocore.auth import S3SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials
        auth = S3SigV4Auth(Credentials('ASIAAAAAAAAAAAAAAAAA', 's' * 40, 't' * 300), 's3', 'us-east-1')
        end, count, begin = time.perf_counter() + float(sys.argv[1]), 0, time.process_time()
        while time.perf_counter() < end:
            request = AWSRequest('GET', 'http://127.0.0.1:9000/portfolio-analytics/nav_history/0b6f5a52/data/5f1d9c2e.parquet', {'Range': 'bytes=4-65535'})
            request.context['payload_signing_enabled'] = True
            auth.add_auth(request)
            count += 1
        print(count / (time.process_time() - begin))
        """;

    /// <summary>
    /// Rows of 500 bytes inserted with SQLite, each in a flushed transaction of its own, in a log that has its full size already.
    /// </summary>
    public const string Sqlite = """
        import sys, time, sqlite3
        database = sqlite3.connect(sys.argv[2] + '/peer.db', isolation_level=None)
        database.execute('PRAGMA journal_mode = WAL')
        database.execute('PRAGMA synchronous = FULL')
        database.execute('CREATE TABLE records (sequence INTEGER PRIMARY KEY, body TEXT)')
        database.execute('BEGIN')
        for _ in range(20000):
            database.execute('INSERT INTO records (body) VALUES (?)', ('x' * 500,))
        database.execute('COMMIT')
        database.execute('PRAGMA wal_checkpoint(RESTART)')
        count, begin = 0, time.perf_counter()
        while time.perf_counter() < begin + float(sys.argv[1]):
            database.execute('INSERT INTO records (body) VALUES (?)', ('x' * 500,))
            count += 1
        print(count / (time.perf_counter() - begin))
        """;

    /// <summary>Files of 16 KiB written, flushed, named and their folder flushed, one after another.</summary>
    public const string DurableFiles = """
        import sys, time, os
        folder, content, count, begin = sys.argv[2], os.urandom(16384), 0, time.perf_counter()
        names = os.open(folder, os.O_RDONLY)
        while time.perf_counter() < begin + float(sys.argv[1]):
            with open(folder + '/unfinished', 'wb') as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(folder + '/unfinished', f'{folder}/peer-{count}')
            os.unlink(folder + '/unfinished')
            os.fsync(names)
            count += 1
        print(count / (time.perf_counter() - begin))
        """;

    /// <summary>What a script prints, or null where it cannot run.</summary>
    public static double? Measure(string script, TimeSpan length, string folder)
    {
        try
        {
            var arguments = new[] { "-c", script, length.TotalSeconds.ToString(CultureInfo.InvariantCulture), folder };
            using var python = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
            return python.ExitCode == 0 ? double.Parse(output, CultureInfo.InvariantCulture) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
