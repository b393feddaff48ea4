#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::registry {

/// How a server wants to be shown who asks (RFC 9110, section 11.6.1, WWW-Authenticate):
///
///   challenges = challenge { "," challenge }
///   challenge  = scheme [ 1*SP ( token68 | parameter { "," parameter } ) ]
///   parameter  = name "=" ( token | quoted-string )
struct Challenge {
  /// In lower case: "basic", "bearer".
  std::string scheme;
  /// Names in lower case. The first one counts where a name stands there twice.
  std::map<std::string, std::string> parameters = {};

  bool operator==(const Challenge&) const = default;
};

/// No registry sends more than a few; the rest of what is longer, or broken, is left out.
inline constexpr std::size_t kMostChallenges = 16;

std::vector<Challenge> read_challenges(std::string_view field);

}  // namespace slipway::registry
