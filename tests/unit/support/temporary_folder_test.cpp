#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

/// Sets TMPDIR while it lives.
class TemporaryVariable {
 public:
  explicit TemporaryVariable(const std::string& value) {
    if (const char* const before = std::getenv("TMPDIR")) before_ = before;
    ::setenv("TMPDIR", value.c_str(), 1);
  }
  TemporaryVariable(const TemporaryVariable&) = delete;
  TemporaryVariable& operator=(const TemporaryVariable&) = delete;
  ~TemporaryVariable() {
    if (before_) {
      ::setenv("TMPDIR", before_->c_str(), 1);
    } else {
      ::unsetenv("TMPDIR");
    }
  }

 private:
  std::optional<std::string> before_;
};

TEST(FolderForTemporaryFiles, IsTheOneThatTheEnvironmentNames) {
  const TemporaryFolder folder;
  const TemporaryVariable variable(folder.path().string());
  EXPECT_EQ(temporary_folder(), folder.path());
}

TEST(FolderForTemporaryFiles, IsRefusedWithItsVariableWhereItIsNone) {
  const TemporaryFolder folder;
  folder.write("file", "");
  const TemporaryVariable variable((folder / "file").string());
  EXPECT_EQ(error_of([] { temporary_folder(); }),
            "TMPDIR is \"" + (folder / "file").string() +
                "\", which is no folder; make it, or set TMPDIR to another one");
}

}  // namespace
}  // namespace slipway
