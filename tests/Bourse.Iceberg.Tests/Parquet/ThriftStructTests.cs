using Bourse.Iceberg.Parquet;

namespace Bourse.Iceberg.Tests.Parquet;

public sealed class ThriftStructTests
{
    [Fact]
    public void Every_field_is_kept_whatever_it_means_and_the_struct_ends_where_it_ends()
    {
        // Field 1, i32 1 · field 2, a list of two structs, each with field 1 a binary · field 3 true · field 6, a double · field 20, a struct · the end · more
        byte[] bytes = [0x15, 2, 0x19, 0x2C, 0x18, 1, (byte)'a', 0, 0x18, 1, (byte)'b', 0, 0x11, 0x37, .. BitConverter.GetBytes(0.5), 0x0C, 40, 0, 0, 99];

        var read = ThriftStruct.Read(bytes, out var length);

        Assert.Equal([1, 2, 3, 6, 20], read.FieldIds);
        Assert.Equal((1L, bytes.Length - 1), (read.Integer(1), length));
        Assert.Equal(["a", "b"], read.Structs(2).Select(item => System.Text.Encoding.ASCII.GetString(item.Bytes(1)!)));
        Assert.Empty(read.Struct(20)!.FieldIds);
        Assert.Equal((null, null, null), (read.Integer(9), read.Bytes(9), read.Struct(9)));
        Assert.Equal("A Parquet footer has a field 1 of an unexpected type.", Assert.Throws<IcebergFormatException>(() => read.Bytes(1)).Message);
    }

    [Theory]
    [InlineData("gives field 1 of a struct twice", new byte[] { 0x15, 2, 0x05, 2, 2, 0 })]
    [InlineData("has a field id of more than 16 bits", new byte[] { 0x05, 0x82, 0x80, 0x08, 2, 0 })]
    [InlineData("holds a value of Thrift type 11, which no part of Parquet has", new byte[] { 0x1B, 0, 0 })]
    [InlineData("announces a list longer than the file", new byte[] { 0x19, 0xFC, 0xFF, 0xFF, 0x03, 0 })]
    [InlineData("ends early", new byte[] { 0x18, 9, 1 })]
    public void What_is_no_struct_of_a_footer_is_refused(string problem, byte[] bytes) =>
        Assert.Equal($"A Parquet footer {problem}.", Assert.Throws<IcebergFormatException>(() => ThriftStruct.Read(bytes, out _)).Message);

    [Theory]
    [InlineData(0x1C)]
    [InlineData(0x19)]
    public void Nesting_without_end_is_refused_before_the_stack_is_full(byte header)
    {
        // Structs in structs; lists of one list in lists.
        var bytes = Enumerable.Repeat(header, 1_000_000).ToArray();
        Assert.Equal("A Parquet footer is nested more than 16 deep.", Assert.Throws<IcebergFormatException>(() => ThriftStruct.Read(bytes, out _)).Message);
    }
}
