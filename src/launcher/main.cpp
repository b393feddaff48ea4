// bin/NAME of a release: finds the release that it lies in, reads how the version to start is started, and
// becomes its VM. It needs no shell, no /proc and no shared libraries.

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "launcher/environment.hpp"
#include "launcher/launch.hpp"
#include "launcher/output.hpp"

namespace {

/// Opens /dev/null for a standard descriptor that we were started without, so that no file of ours takes its
/// number.
void open_standard_descriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) ::open("/dev/null", O_RDWR);
  }
}

void print_error(const char* message) noexcept {
  try {
    slipway::launcher::print(STDERR_FILENO, std::string("ERROR: ") + message + "\n");
  } catch (...) {
    // There is nowhere left to say it.
  }
}

}  // namespace

// The library's own prints the exception's name, and for that brings a demangler of 50 KB.
void __gnu_cxx::__verbose_terminate_handler() { std::abort(); }

int main(int argc, char** argv) {
  open_standard_descriptors();
  try {
    return slipway::launcher::launch(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc),
                                     slipway::launcher::Environment::of_process());
  } catch (const slipway::UsageError& error) {
    print_error(error.what());
    return 2;
  } catch (const std::exception& error) {
    print_error(error.what());
    return 1;
  }
}
