#include "fuzz_support.hpp"
#include "registry/base64.hpp"
#include "registry/credentials.hpp"
#include "registry/known_blobs.hpp"

using namespace slipway;
using namespace slipway::registry;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::bytes(data, size));
  const CredentialHelper helper = [](const std::string& name,
                                     const std::string&) -> std::optional<Credentials> {
    if (name.empty()) __builtin_trap();
    return std::nullopt;
  };
  for (const char* const registry : {"docker.io", "ghcr.io", "localhost:5000"}) {
    fuzz::allowing_errors([&] {
      const auto found = credentials_in(text, "config.json", registry, "team/app", helper);
      fuzz::require(!found || !found->source.empty(), "credentials tell where they are from");
    });
  }
  fuzz::allowing_errors([&] { read_helper_answer(text, "helper"); });
  fuzz::require(base64_decoded(base64_encoded(text)) == text, "what was encoded is decoded");
  const std::string known = KnownBlobs(text).text();
  fuzz::require(KnownBlobs(known).text() == known, "what was written is read as it was");
  return 0;
}
