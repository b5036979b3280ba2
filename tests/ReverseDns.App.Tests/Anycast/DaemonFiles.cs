namespace ReverseDns.App.Tests.Anycast;

/// <summary>Configurations of the routing daemons of a lab. Instance N has 10.9.N.2 and fd00:9:N::2 on its link, its router the same with 1.</summary>
internal static class DaemonFiles
{
    public const string Prefix = "192.0.2.0/24";

    public static string BirdOfInstance(int number) => $$"""
        router id 10.9.{{number}}.2;
        protocol device { scan time 60; }
        protocol direct rdns { ipv4; ipv6; interface "rdns0"; }
        protocol direct rdns_degraded { ipv4; ipv6; interface "rdns0-degraded"; }
        filter anycast {
          if proto = "rdns" then accept;
          if proto = "rdns_degraded" then { bgp_path.prepend(65001); bgp_path.prepend(65001); accept; }
          reject;
        }
        template bgp upstream { local as 65001; connect delay time 1; connect retry time 1; error wait time 1, 2; }
        protocol bgp up4 from upstream { neighbor 10.9.{{number}}.1 as 65000; ipv4 { import none; export filter anycast; }; }
        protocol bgp up6 from upstream { neighbor fd00:9:{{number}}::1 as 65000; ipv6 { import none; export filter anycast; }; }

        """;

    public static string FrrOfInstance(int number) => $"""
        route-map ANYCAST permit 10
         match interface rdns0
        route-map ANYCAST permit 20
         match interface rdns0-degraded
         set as-path prepend 65001 65001
        router bgp 65001
         bgp router-id 10.9.{number}.2
         coalesce-time 100
         no bgp ebgp-requires-policy
         neighbor 10.9.{number}.1 remote-as 65000
         neighbor 10.9.{number}.1 timers connect 1
         neighbor 10.9.{number}.1 advertisement-interval 0
         neighbor fd00:9:{number}::1 remote-as 65000
         neighbor fd00:9:{number}::1 timers connect 1
         neighbor fd00:9:{number}::1 advertisement-interval 0
         address-family ipv4 unicast
          redistribute connected route-map ANYCAST
          no neighbor fd00:9:{number}::1 activate
         exit-address-family
         address-family ipv6 unicast
          redistribute connected route-map ANYCAST
          neighbor fd00:9:{number}::1 activate
         exit-address-family

        """;

    /// <summary>All routes that are equally good are used, as routers of large networks do.</summary>
    public static string Router(int instances) => $$"""
        router id 10.9.0.1;
        protocol device { scan time 60; }
        protocol kernel { merge paths yes limit 8; ipv4 { import none; export all; }; }
        protocol kernel { merge paths yes limit 8; ipv6 { import none; export all; }; }
        template bgp site { local as 65000; passive yes; check link yes; }
        {{string.Concat(Enumerable.Range(1, instances).Select(Sessions))}}

        """;

    private static string Sessions(int number) => $$"""
        protocol bgp i{{number}}v4 from site { neighbor 10.9.{{number}}.2 as 65001; ipv4 { import all; export none; }; }
        protocol bgp i{{number}}v6 from site { neighbor fd00:9:{{number}}::2 as 65001; ipv6 { import all; export none; }; }

        """;
}
