namespace ReverseDns.Zones;

[Flags]
internal enum PackedRecordFlags : byte
{
    None = 0,
    FirstOfOwner = 1,
    FirstOfRRset = 2,
}
