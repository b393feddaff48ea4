#include "fuzz_support.hpp"
#include "launcher/tls_options.hpp"

using namespace slipway;
using namespace slipway::launcher;

namespace {

bool is_file_name(const std::string& text) { return text.find('\0') == std::string::npos; }

bool are_equal(const TlsOptions& one, const TlsOptions& other) {
  return one.cacertfile == other.cacertfile && one.certfile == other.certfile &&
         one.keyfile == other.keyfile && one.password == other.password && one.verifies == other.verifies &&
         one.depth == other.depth && one.server_name == other.server_name &&
         one.checks_host == other.checks_host && one.least == other.least && one.most == other.most &&
         one.not_ours == other.not_ours;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::bytes(data, size);
  fuzz::allowing_errors([&] {
    TlsOptions options;
    read_tls_option_file(text, "input", options);
    // What OpenSSL is given as C strings and numbers.
    for (const std::string& name : {options.cacertfile, options.certfile, options.keyfile, options.password,
                                    options.server_name.value_or("")}) {
      fuzz::require(is_file_name(name), "a text has no NUL");
    }
    fuzz::require(options.depth >= 0 && options.depth <= 255, "the depth is a number that OpenSSL takes");
    fuzz::require(options.least <= options.most, "a version is left to speak");
    fuzz::require(options.checks_host || !options.server_name, "a name is there to be checked");
    fuzz::require(!options.server_name || !options.server_name->empty(), "an empty name is none");
    TlsOptions again = options;
    read_tls_option_file(text, "input", again);
    again.not_ours = options.not_ours;
    fuzz::require(are_equal(options, again), "read once more, it says the same");
  });
  return 0;
}
