#include "support/tar_reader.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>

#include "base/files.hpp"
#include "corpus_support.hpp"
#include "error_support.hpp"
#include "support/tar_writer.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

ByteSource in_pieces(std::string text, std::size_t size) {
  return [text = std::move(text), size, at = std::size_t{0}]() mutable {
    const std::string_view piece = std::string_view(text).substr(at, size);
    at += piece.size();
    return piece;
  };
}

/// Names that need a PAX record each, and content of sizes around a block.
std::string archive() {
  std::string bytes;
  TarWriter tar(1234, [&](std::string_view part) { bytes += part; });
  tar.add_folder("größe", 0755);
  tar.add_file("größe/a", 0640, "");
  tar.add_file("größe/b", 04755, std::string(512, 'b'));
  tar.add_link("größe/" + std::string(150, 'l'), "tärget");
  tar.add_file("c", 0644, std::string(513, 'c'));
  tar.add_file(std::string(120, 'd') + "/" + std::string(120, 'd'), 0644, std::string(300000, 'd'));
  tar.add_file("e", 0644, "e");
  tar.finish();
  return bytes;
}

void expect_entries(TarReader& tar, const std::function<std::string(const TarEntry&)>& content) {
  std::vector<std::string> seen;
  while (const auto entry = tar.next()) {
    const std::string text = entry->kind == TarEntry::Kind::kFile ? content(*entry) : "";
    EXPECT_EQ(text.size(), entry->size);
    EXPECT_EQ(entry->mtime, 1234);
    seen.push_back(entry->path.substr(0, 9) + " " + entry->target + " " + std::to_string(text.size()) +
                   text.substr(0, 1));
    if (entry->path == "größe/b") {
      EXPECT_EQ(entry->mode, 04755u);
    }
  }
  EXPECT_THAT(seen, testing::ElementsAre("größe/  0", "größe/a  0", "größe/b  512b", "größe/l tärget 0",
                                         "c  513c", "ddddddddd  300000d", "e  1e"));
}

TEST(TarReader, ReadsAStreamInPieces) {
  const std::string bytes = archive();
  for (const std::size_t size : {1u, 511u, 512u, 100000u}) {
    TarReader tar(in_pieces(bytes, size), "a.tar");
    expect_entries(tar, [&](const TarEntry& entry) {
      std::string content = tar.read_all(1 << 20);
      EXPECT_EQ(content, bytes.substr(*entry.offset, entry.size));
      return content;
    });
  }
}

TEST(TarReader, TellsWhereTheContentOfAFileLies) {
  TemporaryFolder folder;
  const std::string bytes = archive();
  folder.write("a.tar", bytes);
  TarReader tar(folder / "a.tar");
  expect_entries(tar, [&](const TarEntry& entry) { return bytes.substr(*entry.offset, entry.size); });
}

TEST(TarReader, TellsItForWhatGnuTarWrites) {
  TemporaryFolder folder;
  folder.write("in/" + std::string(140, 'n'), "content");
  folder.write("in/b", "more");
  const std::string path = (folder / "a.tar").string();
  for (const char* format : {"gnu", "ustar --transform s/nnn//", "posix", "v7 --transform s/n*//"}) {
    const std::string command = "tar --format=" + std::string(format) + " -C " + (folder / "in").string() +
                                " -cf " + path + " . 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()) & 0xff, 0) << command;
    const std::string bytes = read_file(path);
    TarReader tar(folder / "a.tar");
    std::string seen;
    while (const auto entry = tar.next()) {
      if (entry->kind == TarEntry::Kind::kFile) seen += bytes.substr(*entry->offset, entry->size) + " ";
    }
    EXPECT_THAT(seen, HasSubstr("more ")) << format;
  }
}

TEST(TarReader, ReadsFilesBeyond8GiB) {
  constexpr std::uint64_t kSize = (std::uint64_t{8} << 30) + 5;
  TemporaryFolder folder;
  const fs::path path = folder / "a.tar";
  std::string head;
  TarWriter tar(0, [&](std::string_view part) { head += part; });
  // The content itself is a hole in the file.
  EXPECT_THAT(error_of([&] { tar.add_stream("large", 0644, kSize, [](const TarWriter::Sink&) {}); }),
              HasSubstr("cut short"));
  std::string rest(512 - 5, '\0');
  TarWriter behind(0, [&](std::string_view part) { rest += part; });
  behind.add_file("small", 0644, "small");
  behind.finish();
  folder.write("a.tar", head);
  fs::resize_file(path, head.size() + kSize);
  const FileDescriptor file = open_file(path, O_WRONLY | O_APPEND);
  write_all(file, rest, "a.tar");
  TarReader reader(path);
  const auto large = reader.next();
  ASSERT_TRUE(large);
  EXPECT_EQ(large->size, kSize);
  EXPECT_EQ(large->offset, head.size());
  const auto small = reader.next();
  ASSERT_TRUE(small);
  EXPECT_EQ(small->path, "small");
  EXPECT_EQ(reader.read_all(10), "small");
  EXPECT_FALSE(reader.next());
}

TEST(TarReader, RefusesWhatIsNone) {
  const auto refusal = [](std::string bytes) {
    return error_of([&] {
      TarReader tar(in_pieces(std::move(bytes), 1000), "a.tar");
      while (tar.next()) {
        while (!tar.read().empty()) continue;
      }
    });
  };
  EXPECT_THAT(refusal(""), HasSubstr("a.tar: this is no tar archive"));
  EXPECT_THAT(refusal("hello"), HasSubstr("a.tar: this is no tar archive"));
  EXPECT_THAT(refusal(std::string(5000, 'x')), HasSubstr("a.tar: this is no tar archive"));
  const std::string whole = archive();
  EXPECT_EQ(refusal(whole), "");
  for (const std::size_t size : {1000u, 3000u, 100000u})
    EXPECT_THAT(refusal(whole.substr(0, size)), HasSubstr("a.tar: this is no tar archive")) << size;
  // In the first header, and in the one behind the blocks of "größe/" (record, its header, its own).
  for (const std::size_t at : {100u, 1536u + 257u, 1536u + 100u}) {
    std::string flipped = whole;
    flipped[at] ^= 1;
    EXPECT_THAT(refusal(flipped), HasSubstr("a.tar: this is no tar archive")) << at;
  }
}

TEST(TarReader, HandsOnWhatItsSourceThrows) {
  EXPECT_EQ(error_of([] {
              TarReader tar([]() -> std::string_view { throw Error("the network is gone"); }, "a.tar");
              tar.next();
            }),
            "the network is gone");
}

TEST(TarReader, LimitsWhatIsReadWhole) {
  TarReader tar(in_pieces(archive(), 1000), "a.tar");
  while (tar.next()->path != "c") continue;
  EXPECT_EQ(error_of([&] { tar.read_all(512); }),
            "a.tar: a file is larger than the 512 bytes that are allowed");
}

TEST(TarReader, RefusesAFileThatHasNotTheSizeThatItsHeaderSays) {
  const std::string bytes = corpus_file("image_archive/sparse_file_of_no_format.tar");
  TarReader reader([rest = std::string_view(bytes)]() mutable { return std::exchange(rest, {}); }, "FILE");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(error_of([&] { reader.read_all(4096); }), "FILE: a file has 513 bytes, and its header says 2000");
}

}  // namespace
}  // namespace slipway
