#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "control/address.hpp"
#include "control/deadline.hpp"

namespace slipway::control {

// A static program can't use glibc's getaddrinfo: that loads the modules of the system's own glibc. Here
// /etc/hosts is asked, then the name servers of /etc/resolv.conf (resolv.conf(5): nameserver, domain, search,
// options ndots), as "hosts: files dns" of nsswitch.conf would have it.

/// The name of this machine (gethostname(2)).
std::string our_host_name();

/// Whether `host` is this machine: "localhost", its name, or the first label of its name.
bool is_our_host(std::string_view host, std::string_view our_name);

/// The addresses of a host in the order in which they are to be tried. Our own name is the loopback address
/// first, without a resolver, and then what the resolver says: a node may listen there alone. Throws
/// ConnectionError (kNoHost) where there is none.
std::vector<Address> resolve(const std::string& host, Family family, Deadline deadline);

/// The lines of /etc/hosts that name `host`.
std::vector<Address> addresses_in_hosts(std::string_view hosts_file, std::string_view host, Family family);

/// What of /etc/resolv.conf counts here.
struct ResolverSettings {
  std::vector<Address> servers;
  std::vector<std::string> search;
  std::size_t dots = 1;
};
ResolverSettings read_resolver_settings(std::string_view resolv_conf);

/// The full names to ask for, in their order: with enough dots the name itself comes first.
std::vector<std::string> names_to_ask(const std::string& host, const ResolverSettings& settings);

}  // namespace slipway::control
