using System.Net;
using ReverseDns.Dnssec;

namespace ReverseDns.App.Signing;

/// <summary>How one zone is signed.</summary>
/// <param name="AsksParent">False: the DS is where it is wanted as soon as it is; somebody else sees to that.</param>
/// <param name="ParentServers">All of the parent's; empty: resolvers are asked.</param>
internal sealed record ZonePolicy(KeyPolicy Keys, SigningOptions Signing, bool AsksParent, IReadOnlyList<IPEndPoint> ParentServers);
