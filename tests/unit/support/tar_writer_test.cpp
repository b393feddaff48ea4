#include "support/tar_writer.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "base/files.hpp"
#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

class TarWriterTest : public testing::Test {
 protected:
  /// What GNU tar says of the archive with these words.
  std::string listing(const std::string& words) {
    tar_.finish();
    const fs::path path = folder_.path() / "a.tar";
    create_file(path, bytes_, 0644);
    const std::string command =
        "cd " + folder_.path().string() + " && TZ=UTC LC_ALL=C.UTF-8 tar " + words + " 2>&1";
    std::FILE* output = ::popen(command.c_str(), "r");
    std::string text;
    for (int byte = std::fgetc(output); byte != EOF; byte = std::fgetc(output))
      text.push_back(static_cast<char>(byte));
    EXPECT_EQ(::pclose(output), 0) << text;
    return text;
  }

  TemporaryFolder folder_;
  std::string bytes_;
  TarWriter tar_{1700000000, [this](std::string_view part) { bytes_ += part; }};
};

TEST_F(TarWriterTest, WritesWhatGnuTarReads) {
  tar_.add_folder("bin", 0755);
  tar_.add_file("bin/app", 0755, "launcher");
  tar_.add_link("bin/other", "app");
  tar_.add_file("releases/COOKIE", 0600, "");
  EXPECT_EQ(listing("--numeric-owner --full-time -tvf a.tar"),
            "drwxr-xr-x 0/0               0 2023-11-14 22:13:20 bin/\n"
            "-rwxr-xr-x 0/0               8 2023-11-14 22:13:20 bin/app\n"
            "lrwxrwxrwx 0/0               0 2023-11-14 22:13:20 bin/other -> app\n"
            "-rw------- 0/0               0 2023-11-14 22:13:20 releases/COOKIE\n");
}

// GNU tar writes 0 as the device numbers of what is no device up to 1.34, and nothing since 1.35.
std::string with_device_numbers(std::string archive) {
  constexpr std::size_t kBlock = 512;
  constexpr std::string_view kZeros("0000000\0000000000\0", 16);
  for (std::size_t header = 0; header < archive.size() && archive[header] != '\0';) {
    const std::size_t size = std::stoul(archive.substr(header + 124, 11), nullptr, 8);
    if (archive[header + 329] == '\0') {
      archive.replace(header + 329, kZeros.size(), kZeros);
      const std::size_t checksum = std::stoul(archive.substr(header + 148, 6), nullptr, 8) + 14 * '0';
      char text[8];
      std::snprintf(text, sizeof text, "%06zo", checksum);
      archive.replace(header + 148, 6, text, 6);
    }
    header += kBlock + (size + kBlock - 1) / kBlock * kBlock;
  }
  return archive;
}

TEST_F(TarWriterTest, WritesTheBytesOfGnuTar) {
  fs::create_directories(folder_.path() / "x/bin");
  create_file(folder_.path() / "x/bin/app", std::string(1000, 'a'), 0755);
  fs::create_symlink("app", folder_.path() / "x/bin/link");
  // A name that has to be split into prefix and name.
  const std::string deep = "bin/" + std::string(90, 'd') + "/" + std::string(80, 'f');
  fs::create_directories((folder_.path() / "x" / deep).parent_path());
  create_file(folder_.path() / "x" / deep, "deep", 0640);
  tar_.add_folder("bin", 0755);
  tar_.add_file_from("bin/app", 0755, folder_.path() / "x/bin/app");
  tar_.add_folder("bin/" + std::string(90, 'd'), 0755);
  tar_.add_file_from(deep, 0640, folder_.path() / "x" / deep);
  tar_.add_link("bin/link", "app");
  EXPECT_EQ(listing("--format=ustar -b1 --owner=:0 --group=:0 --numeric-owner --mtime=@1700000000 "
                    "--sort=name -C x -cf b.tar bin"),
            "");
  EXPECT_EQ(bytes_, with_device_numbers(read_file(folder_.path() / "b.tar")));
}

TEST_F(TarWriterTest, GivesNamesThatDoNotFitToPax) {
  const std::string names[] = {"größe", std::string(101, 'n'),
                               std::string(120, 'd') + "/" + std::string(120, 'f'),
                               std::string(200, 'd') + "/" + std::string(255, 'f')};
  std::string expected;
  for (const std::string& name : names) {
    tar_.add_file(name, 0644, "x");
    expected += name + "\n";
  }
  EXPECT_EQ(listing("--quoting-style=literal -tf a.tar"), expected);
}

TEST_F(TarWriterTest, GivesTargetsThatDoNotFitToPax) {
  tar_.add_link("link", std::string(150, 't'));
  EXPECT_NE(listing("-tvf a.tar").find("link -> " + std::string(150, 't') + "\n"), std::string::npos);
}

TEST_F(TarWriterTest, KeepsTheLengthOfARecordRightWhereItGrowsADigit) {
  // " path=" and the line end make records of 98 to 102 bytes out of these.
  for (std::size_t size = 85; size < 100; ++size) {
    const std::string name = "\xC3\xA4" + std::string(size, 'n');
    tar_.add_file(name, 0644, name);
  }
  EXPECT_EQ(listing("-xf a.tar && ls | grep -c nnn"), "15\n");
}

TEST_F(TarWriterTest, RefusesWhatIsNoFile) {
  fs::create_directory(folder_.path() / "folder");
  const std::string error = error_of([&] { tar_.add_file_from("x", 0644, folder_.path() / "folder"); });
  EXPECT_EQ(error, (folder_.path() / "folder").string() + " is no regular file, so it can't be archived");
}

}  // namespace
}  // namespace slipway
