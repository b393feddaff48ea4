#include "fuzz_support.hpp"
#include "registry/challenge.hpp"
#include "registry/http.hpp"
#include "registry/registry_error.hpp"
#include "registry/retry.hpp"
#include "registry/url.hpp"

using namespace slipway;
using namespace slipway::registry;

// Header fields and bodies of errors: what a registry says beside a document.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::bytes(data, size);
  const auto challenges = read_challenges(text);
  fuzz::require(challenges.size() <= kMostChallenges, "there are not more challenges than are read");
  for (const Challenge& challenge : challenges)
    fuzz::require(!challenge.scheme.empty(), "a challenge has a scheme");
  const auto wait = retry_after(text, std::chrono::system_clock::time_point());
  fuzz::require(!wait || wait->count() >= 0, "nobody waits backwards");
  const HttpResponse response{.status = 500, .fields = {}, .body = std::string(text)};
  const std::string message = RegistryError("ask", response).message();
  fuzz::require(message.find_first_of(std::string_view("\0\n\r\033", 4)) == std::string::npos,
                "an error is one line without escape sequences");
  const Url base = Url::parse("https://r.example:5000/v2/team/app?a=b", "base");
  fuzz::allowing_errors([&] {
    const Url url = base.resolve(text, "input");
    fuzz::require(Url::parse(url.text(), "output") == url, "an address is read as it was written");
    fuzz::require(url.host.find_first_of("@/\\?#% ") == std::string::npos, "a host is nothing else");
    fuzz::require(url.has_origin_of(base) == (url.origin() == base.origin()), "an origin is its text");
  });
  return 0;
}
