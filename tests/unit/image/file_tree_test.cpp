#include "image/file_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::image {
namespace {

using testing::HasSubstr;

TEST(FileTree, HoldsEachPathOnceInBytewiseOrder) {
  FileTree tree;
  tree.add_text("b", 0644, "text");
  tree.add_folder("a");
  tree.add_link("a/link", "../b");
  tree.add_folder("a.b");
  tree.add_folder("a");
  std::vector<std::string> paths;
  for (const auto& [path, entry] : tree.entries()) paths.push_back(path);
  EXPECT_EQ(paths, (std::vector<std::string>{"a", "a.b", "a/link", "b"}));
}

TEST(FileTree, AddsTheFoldersOnTheWay) {
  FileTree tree;
  tree.add_text("a/b/c", 0644, "");
  tree.add_folder("a", 0700);
  tree.add_parents();
  EXPECT_EQ(tree.find("a")->mode, 0700U);
  EXPECT_EQ(tree.find("a/b")->mode, 0755U);
  EXPECT_EQ(tree.entries().size(), 3U);
}

TEST(FileTree, RefusesTwoThingsAtOnePath) {
  FileTree tree;
  tree.add_file("lib/libz.so.1", 0644, "/usr/lib/libz.so.1");
  EXPECT_THAT(
      error_of([&] { tree.add_link("lib/libz.so.1", "libz.so.1.3"); }),
      HasSubstr(
          "/lib/libz.so.1 would be the file /usr/lib/libz.so.1 and a link to libz.so.1.3 in the image"));
  EXPECT_EQ(tree.find("lib/libz.so.1")->source, "/usr/lib/libz.so.1");
}

TEST(FileTree, RefusesPathsThatAreNone) {
  FileTree tree;
  const auto add = [&](const std::string& path) { return [&tree, path] { tree.add_folder(path); }; };
  EXPECT_THAT(error_of(add("")), HasSubstr("is empty"));
  EXPECT_THAT(error_of(add("/etc")), HasSubstr("is absolute"));
  EXPECT_THAT(error_of(add("etc/")), HasSubstr("has an empty name in it"));
  EXPECT_THAT(error_of(add("a//b")), HasSubstr("has an empty name in it"));
  EXPECT_THAT(error_of(add("a/../b")), HasSubstr(R"(has ".." in it)"));
  EXPECT_THAT(error_of(add("./a")), HasSubstr(R"(has "." in it)"));
  EXPECT_THAT(error_of(add("a/.wh.b")), HasSubstr(R"(begins with ".wh.")"));
  EXPECT_THAT(error_of(add(std::string("a\0b", 3))), HasSubstr("holds a NUL"));
  EXPECT_TRUE(tree.entries().empty());
}

TEST(FileTree, ReplacesAnEntry) {
  FileTree tree;
  tree.add_text("app/bin/server", 0755, "#!/bin/sh\n");
  tree.replace("app/bin/server", {.kind = FileEntry::Kind::kLink, .mode = 0777, .text = "shop"});
  EXPECT_EQ(tree.find("app/bin/server")->kind, FileEntry::Kind::kLink);
  EXPECT_THROW(tree.replace("../x", {}), Error);
}

}  // namespace
}  // namespace slipway::image
