#include "corpus_support.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "base/files.hpp"
#include "error_support.hpp"
#include "support/tree_writer.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = fs::path(SLIPWAY_SOURCE_DIR) / "tests" / "corpus";

}  // namespace

void expect_corpus(std::string_view folder, std::span<const HostileFile> hostile, const CorpusReader& read) {
  std::map<std::string, std::string_view, std::less<>> messages;
  for (const HostileFile& file : hostile) messages.emplace(file.name, file.message);
  for (const std::string& name : sorted_names(kCorpus / folder)) {
    const std::string stem = fs::path(name).stem().string();
    const std::string bytes = read_file(kCorpus / folder / name);
    const std::string error = error_of([&] { read(bytes, "FILE"); });
    const auto message = messages.find(stem);
    if (stem.starts_with("good_")) {
      EXPECT_EQ(error, "") << name;
    } else if (message == messages.end()) {
      ADD_FAILURE() << name << " is in no table; its message is: " << error;
    } else {
      EXPECT_EQ(error, "FILE" + std::string(message->second)) << name;
      messages.erase(message);
    }
  }
  for (const auto& [name, message] : messages) ADD_FAILURE() << "there is no file " << name;
}

void expect_refused_when_cut(std::string_view bytes, const CorpusReader& read) {
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    // A copy of its own, so that a sanitizer sees each read beyond the end.
    const std::string cut(bytes.substr(0, size));
    EXPECT_NE(error_of([&] { read(cut, "FILE"); }), "") << "cut after " << size << " bytes";
  }
}

std::set<std::string> corpus_names(std::string_view folder) {
  std::set<std::string> names;
  for (const std::string& name : sorted_names(kCorpus / folder)) names.insert(fs::path(name).stem().string());
  return names;
}

std::string corpus_file(std::string_view path) { return read_file(kCorpus / path); }

}  // namespace slipway
