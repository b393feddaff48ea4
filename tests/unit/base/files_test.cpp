#include "base/files.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

class Files : public testing::Test {
 protected:
  TemporaryFolder folder_;
};

TEST_F(Files, AreReadWhole) {
  for (const std::size_t size : {0u, 1u, 4095u, 4096u, 4097u, 1'000'000u}) {
    const std::string content(size, 'x');
    folder_.write("file", content);
    EXPECT_EQ(read_file(folder_ / "file"), content) << size;
  }
}

TEST_F(Files, OfUnknownSizeAreReadWhole) { EXPECT_TRUE(read_file("/proc/self/status").starts_with("Name:")); }

TEST_F(Files, BeyondTheLimitAreRefused) {
  folder_.write("file", "12345");
  EXPECT_EQ(read_file(folder_ / "file", 5), "12345");
  EXPECT_EQ(error_of([&] { read_file(folder_ / "file", 4); }),
            (folder_ / "file").string() + ": larger than the 4 bytes that are allowed");
}

TEST_F(Files, ThatAreMissingAreNoErrorWhereThatIsAllowed) {
  EXPECT_EQ(read_file_if_exists(folder_ / "none"), std::nullopt);
  folder_.write("file", "x");
  EXPECT_EQ(read_file_if_exists(folder_ / "file/none"), std::nullopt);
  EXPECT_EQ(read_file_if_exists(folder_ / "file"), "x");
  EXPECT_EQ(error_of([&] { read_file(folder_ / "none"); }),
            "open " + (folder_ / "none").string() + ": No such file or directory");
}

TEST_F(Files, CannotBeFolders) {
  EXPECT_EQ(error_of([&] { read_file(folder_.path()); }),
            "read " + folder_.path().string() + ": Is a directory");
}

TEST_F(Files, AreNotWaitedForWhereANamedPipeStandsInTheirPlace) {
  const std::string pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(error_of([&] { read_file(pipe); }),
            "read " + pipe + ": it is a named pipe; a regular file is expected");
  EXPECT_THROW(read_file_if_exists(pipe), Error);
}

TEST_F(Files, AreCreatedWithTheirModeWhateverTheUmaskIs) {
  const mode_t umask = ::umask(0077);
  create_file(folder_ / "file", "content", 0755);
  ::umask(umask);
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "file").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0755u);
  EXPECT_EQ(read_file(folder_ / "file"), "content");
}

TEST_F(Files, AreNeverOverwritten) {
  folder_.write("file", "old");
  EXPECT_EQ(error_of([&] { create_file(folder_ / "file", "new", 0644); }),
            "open " + (folder_ / "file").string() + ": File exists");
  std::filesystem::create_symlink("nowhere", folder_ / "link");
  EXPECT_NE(error_of([&] { create_file(folder_ / "link", "new", 0644); }), "");
}

TEST_F(Files, ThatCannotTakeAllBytesAreAnError) {
  const FileDescriptor full = open_file("/dev/full", O_WRONLY);
  EXPECT_EQ(error_of([&] { write_all(full, "x", "/dev/full"); }), "write /dev/full: No space left on device");
}

TEST_F(Files, ArePipesToo) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const FileDescriptor reading(ends[0]);
  const std::string content(1'000'000, 'x');
  std::jthread writer([&content, end = ends[1]] { write_all(FileDescriptor(end), content, "pipe"); });
  EXPECT_EQ(read_all(reading, "pipe"), content);
}

TEST_F(Files, AreClosedOnce) {
  FileDescriptor first = open_file("/dev/null", O_RDONLY);
  const int number = first.get();
  FileDescriptor second = std::move(first);
  EXPECT_EQ(second.get(), number);
  second.close();
  EXPECT_FALSE(second.is_open());
  EXPECT_EQ(::fcntl(number, F_GETFD), -1);
}

}  // namespace
}  // namespace slipway
