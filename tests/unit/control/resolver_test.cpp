#include "control/resolver.hpp"

#include <gtest/gtest.h>
#include <net/if.h>

#include "control/failure.hpp"
#include "error_support.hpp"

namespace slipway::control {
namespace {

std::vector<std::string> texts(const std::vector<Address>& addresses) {
  std::vector<std::string> result;
  for (const Address& address : addresses) result.push_back(address.with_port(1).text());
  return result;
}
using Texts = std::vector<std::string>;

constexpr std::string_view kHosts =
    "127.0.0.1\tlocalhost\n"
    "127.0.1.1 shop.example.com  Shop # shop2\n"
    "# 10.0.0.9 shop\n"
    "10.0.0.7\tshop\r\n"
    "fe80::1 shop\n"
    "rubbish shop\n"
    "10.0.0.8\n";

TEST(HostsFile, GivesEachAddressOfAHostInItsOrder) {
  EXPECT_EQ(texts(addresses_in_hosts(kHosts, "shop", Family::kIPv4)), (Texts{"127.0.1.1:1", "10.0.0.7:1"}));
  EXPECT_EQ(texts(addresses_in_hosts(kHosts, "SHOP.example.com", Family::kIPv4)), (Texts{"127.0.1.1:1"}));
  EXPECT_EQ(texts(addresses_in_hosts(kHosts, "shop", Family::kIPv6)), (Texts{"[fe80::1]:1"}));
  EXPECT_EQ(texts(addresses_in_hosts(kHosts, "shop2", Family::kIPv4)), Texts{});
  EXPECT_EQ(texts(addresses_in_hosts(kHosts, "10.0.0.8", Family::kIPv4)), Texts{});
}

TEST(OurHost, IsItsNameOrTheFirstLabelOfIt) {
  EXPECT_TRUE(is_our_host("localhost", "pod-1"));
  EXPECT_TRUE(is_our_host("POD-1", "pod-1"));
  EXPECT_TRUE(is_our_host("pod-1", "pod-1.example.com"));
  EXPECT_TRUE(is_our_host("pod-1.example.com", "pod-1.example.com"));
  EXPECT_FALSE(is_our_host("pod-1.other.com", "pod-1.example.com"));
  EXPECT_FALSE(is_our_host("pod", "pod-1"));
  EXPECT_FALSE(is_our_host("", ""));
}

TEST(Resolver, TakesLiteralsAsTheyAre) {
  EXPECT_EQ(texts(resolve("10.1.2.3", Family::kIPv4, Deadline::never())), (Texts{"10.1.2.3:1"}));
  EXPECT_EQ(texts(resolve("::1", Family::kIPv6, Deadline::never())), (Texts{"[::1]:1"}));
}

TEST(Resolver, HasOurOwnNameAsLoopbackFirst) {
  EXPECT_EQ(texts(resolve(our_host_name(), Family::kIPv4, Deadline::never())).front(), "127.0.0.1:1");
  EXPECT_EQ(texts(resolve("localhost", Family::kIPv6, Deadline::never())).front(), "[::1]:1");
}

TEST(ResolverSettings, AreReadAsGlibcDoes) {
  const ResolverSettings settings = read_resolver_settings(
      "; a comment\n"
      "domain first.example\n"
      "nameserver 10.0.0.2\n"
      "nameserver fd00::2 # behind\n"
      "nameserver nonsense\n"
      "search default.svc.cluster.local svc.cluster.local\n"
      "options timeout:1 ndots:5\n"
      "nameserver 10.0.0.3\n"
      "nameserver 10.0.0.4\n");
  ASSERT_EQ(settings.servers.size(), 3u);
  EXPECT_EQ(settings.servers[0].text(), "10.0.0.2:53");
  EXPECT_EQ(settings.servers[1].text(), "[fd00::2]:53");
  EXPECT_EQ(settings.servers[2].text(), "10.0.0.3:53");
  EXPECT_EQ(settings.search, (Texts{"default.svc.cluster.local", "svc.cluster.local"}));
  EXPECT_EQ(settings.dots, 5u);
}

TEST(ResolverSettings, KeepTheLinkOfALinkLocalServer) {
  const ResolverSettings settings = read_resolver_settings(
      "nameserver fe80::1%lo\n"
      "nameserver fe80::2%7\n"
      "nameserver fe80::3%no-such-link\n");
  ASSERT_EQ(settings.servers.size(), 2u);
  const auto scope = [&](std::size_t index) {
    return reinterpret_cast<const sockaddr_in6*>(settings.servers[index].socket_address())->sin6_scope_id;
  };
  EXPECT_EQ(settings.servers[0].text(), "[fe80::1]:53");
  EXPECT_EQ(scope(0), ::if_nametoindex("lo"));
  EXPECT_EQ(scope(1), 7u);
}

TEST(ResolverSettings, HaveAServerOnThisMachineWhereNoneIsNamed) {
  EXPECT_EQ(read_resolver_settings("").servers.at(0).text(), "127.0.0.1:53");
}

TEST(NamesToAsk, BeginWithTheNameWhereItHasEnoughDots) {
  ResolverSettings settings;
  settings.search = {"a", "b"};
  EXPECT_EQ(names_to_ask("shop", settings), (Texts{"shop.a", "shop.b", "shop"}));
  EXPECT_EQ(names_to_ask("shop.example", settings),
            (Texts{"shop.example", "shop.example.a", "shop.example.b"}));
  settings.dots = 2;
  EXPECT_EQ(names_to_ask("shop.example", settings),
            (Texts{"shop.example.a", "shop.example.b", "shop.example"}));
  EXPECT_EQ(names_to_ask("shop.", settings), (Texts{"shop."}));
}

}  // namespace
}  // namespace slipway::control
