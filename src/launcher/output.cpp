#include "launcher/output.hpp"

#include "base/file_descriptor.hpp"
#include "base/files.hpp"

namespace slipway::launcher {

void print(int descriptor, std::string_view text) {
  // Borrowed: whoever opened it closes it.
  struct Borrowed {
    explicit Borrowed(int number) : file(number) {}
    ~Borrowed() { file.release(); }
    FileDescriptor file;
  } output(descriptor);
  write_all(output.file, text, "the output");
}

}  // namespace slipway::launcher
