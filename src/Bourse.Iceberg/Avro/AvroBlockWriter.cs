namespace Bourse.Iceberg.Avro;

/// <summary>Writes records in blocks of about 64 KiB.</summary>
internal sealed class AvroBlockWriter(AvroEncoder output, AvroSchema.Record schema, string codec, byte[] sync)
{
    private const int BlockBytes = 64 << 10;

    private readonly AvroEncoder _block = new();
    private int _count;

    public void WriteAll(IEnumerable<AvroRecord> records)
    {
        foreach (var record in records)
        {
            _block.Write(schema, record);
            _count++;
            if (_block.Length >= BlockBytes)
                Finish();
        }
        Finish();
    }

    private void Finish()
    {
        if (_count == 0)
            return;
        output.WriteLong(_count);
        output.WriteBytes(AvroCodec.Compress(codec, _block.ToArray()));
        output.WriteRaw(sync);
        _block.Clear();
        _count = 0;
    }
}
