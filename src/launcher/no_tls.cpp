#include "base/error.hpp"
#include "launcher/tls.hpp"

namespace slipway::launcher {

bool has_tls() { return false; }

std::unique_ptr<control::Stream> secure(std::unique_ptr<control::Stream> /*stream*/,
                                        const TlsOptions& /*options*/, const std::string& /*host*/,
                                        control::Deadline /*deadline*/) {
  throw Error("this launcher has no TLS");
}

}  // namespace slipway::launcher
