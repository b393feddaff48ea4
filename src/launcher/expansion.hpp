#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "launcher/environment.hpp"

namespace slipway::launcher {

// What a value of [node] and [env] of slipway.toml stands for is known at each start:
//
//   value = { any but "$" | "$$" | "${" NAME [ ":-" DEFAULT ] "}" }
//   NAME  = ( letter | "_" ) { letter | digit | "_" }
//
// "$$" is a dollar. ${NAME} is a variable's value, and an error where it is not set; with a default, that
// counts where the variable is not set or empty. DEFAULT goes up to the first "}" and is taken as it stands;
// it holds no "${".
// ${IP} and ${HOSTNAME} are what this host says of itself where no variable of that name is set.

/// What a host is asked for, and only where a value needs it; each may give nothing.
struct HostFacts {
  /// The first IPv4 address of an interface that is up and not the loopback one.
  std::function<std::string()> address;
  /// As gethostname(2): in most containers and on many hosts without the domain.
  std::function<std::string()> name;
};

HostFacts facts_of_this_host();

/// Throws Error that names `setting` ("[env] PORT") and the variable that is missing, or the place that is
/// wrong.
std::string expand(std::string_view value, std::string_view setting, const Environment& environment,
                   const HostFacts& host);

}  // namespace slipway::launcher
