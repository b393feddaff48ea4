#include "editor/layout.hpp"

#include <algorithm>

#include "editor/width.hpp"

namespace slipway::editor {
namespace {

constexpr int kTabStops = 8;

/// The escape sequence at the start of `text`: CSI to its final byte, OSC and its like to BEL or ESC \, else
/// ESC and one byte. All of the text where it does not end.
std::string_view escape_at(std::string_view text) {
  if (text.size() < 2) return text;
  if (text[1] == '[') {
    for (std::size_t end = 2; end < text.size(); ++end) {
      if (text[end] >= 0x40 && text[end] <= 0x7E) return text.substr(0, end + 1);
    }
    return text;
  }
  if (std::string_view("]PX^_").find(text[1]) == std::string_view::npos) return text.substr(0, 2);
  for (std::size_t end = 2; end < text.size(); ++end) {
    if (text[end] == '\a') return text.substr(0, end + 1);
    if (text[end] == '\033' && end + 1 < text.size() && text[end + 1] == '\\') return text.substr(0, end + 2);
  }
  return text;
}

bool is_colour(std::string_view escape) {
  return escape.size() > 2 && escape[1] == '[' && escape.back() == 'm' &&
         escape.find_first_not_of("0123456789;:", 2) == escape.size() - 1;
}

class Writer {
 public:
  explicit Writer(int columns) : columns_(std::max(columns, 2)) { layout_.rows.emplace_back(); }

  void put_cluster(std::string_view cluster) {
    if (cluster == "\n") return start_row(false);
    int width = cluster == "\t" ? kTabStops - row().width % kTabStops : width_of(cluster);
    if (cluster == "\t" && row().width + width > columns_) width = std::max(columns_ - row().width, 1);
    if (static_cast<unsigned char>(cluster[0]) < 0x20 && cluster != "\t") return;
    // A character of emoji joined to more cells than there are columns still has a row.
    width = std::min(width, columns_);
    if (row().width + width > columns_) start_row(true);
    if (cluster == "\t") {
      row().bytes.append(static_cast<std::size_t>(width), ' ');
    } else {
      row().bytes += cluster;
    }
    row().width += width;
  }

  void put_colour(std::string_view escape) { row().bytes += escape; }

  void put_spaces(int count) {
    row().bytes.append(static_cast<std::size_t>(count), ' ');
    row().width += count;
  }

  void place_cursor() {
    // Behind a full row the cursor stands at the start of the next one.
    if (row().width == columns_) start_row(true);
    layout_.cursor_row = layout_.rows.size() - 1;
    layout_.cursor_column = row().width;
  }

  int column() { return row().width; }
  int columns() const { return columns_; }
  Layout take() { return std::move(layout_); }

 private:
  Row& row() { return layout_.rows.back(); }
  void start_row(bool is_wrapped) { layout_.rows.push_back({"", 0, is_wrapped}); }

  Layout layout_;
  int columns_;
};

void put_prompt(Writer& writer, std::string_view prompt) {
  for (std::size_t position = 0; position < prompt.size();) {
    if (prompt[position] == '\033') {
      const std::string_view escape = escape_at(prompt.substr(position));
      if (is_colour(escape)) writer.put_colour(escape);
      position += escape.size();
      continue;
    }
    const std::size_t end = next_cluster(prompt, position);
    writer.put_cluster(prompt.substr(position, end - position));
    position = end;
  }
}

}  // namespace

Layout lay_out(std::string_view prompt, std::string_view text, std::size_t cursor, int columns) {
  Writer writer(columns);
  put_prompt(writer, prompt);
  const int indent = writer.column() * 2 > writer.columns() ? 0 : writer.column();
  bool has_cursor = false;
  for (std::size_t position = 0; position < text.size();) {
    if (position >= cursor && !has_cursor) {
      writer.place_cursor();
      has_cursor = true;
    }
    const std::size_t end = next_cluster(text, position);
    writer.put_cluster(text.substr(position, end - position));
    if (text[position] == '\n') writer.put_spaces(indent);
    position = end;
  }
  if (!has_cursor) writer.place_cursor();
  return writer.take();
}

std::string without_escapes(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t size = text[0] == '\033' ? escape_at(text).size() : 1;
    if (text[0] != '\033') plain += text[0];
    text.remove_prefix(size);
  }
  return plain;
}

std::string rest_of_line(std::string_view output) {
  const std::size_t end = output.find_last_of("\n\r");
  if (end != std::string_view::npos) output.remove_prefix(end + 1);
  if (output.size() <= kLongestRest) return std::string(output);
  output.remove_prefix(output.size() - kLongestRest);
  // Not within a character.
  while (!output.empty() && (static_cast<unsigned char>(output[0]) & 0xC0) == 0x80) output.remove_prefix(1);
  return std::string(output);
}

}  // namespace slipway::editor
