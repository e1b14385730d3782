// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <archive.h>
#include <archive_entry.h>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

// Small files of the kinds that offices make, for tests.
namespace support {

// A page of PDF that says this, in ASCII without brackets; "": an empty page. `trailer`: more for its trailer.
inline std::string a_pdf(std::string const& text, std::string const& trailer = {}) {
  auto const content = text.empty() ? std::string{} : "BT /F1 12 Tf 72 720 Td (" + text + ") Tj ET";
  std::vector<std::string> const objects{
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
      "<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "\nendstream"};
  std::string pdf = "%PDF-1.4\n", table;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    char place[24];
    std::snprintf(place, sizeof place, "%010zu 00000 n \n", pdf.size());
    table += place;
    pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  auto const at = std::to_string(pdf.size());
  return pdf + "xref\n0 6\n0000000000 65535 f \n" + table + "trailer\n<< /Size 6 /Root 1 0 R " + trailer + " >>\nstartxref\n" + at + "\n%%EOF\n";
}

// The same behind a password that nobody knows.
inline std::string a_protected_pdf(std::string const& text) {
  std::string const unknown(64, '5');
  return a_pdf(text, "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + unknown + "> /U <" + unknown + "> >>");
}

using ZipParts = std::vector<std::pair<std::string, std::string>>;
inline std::string a_zip(ZipParts const& parts) {
  std::string bytes(1024 * 1024, '\0');
  for (auto const& [name, content] : parts) bytes.resize(bytes.size() + name.size() + content.size());
  std::size_t used = 0;
  auto* zip = ::archive_write_new();
  ::archive_write_set_format_zip(zip);
  ::archive_write_open_memory(zip, bytes.data(), bytes.size(), &used);
  for (auto const& [name, content] : parts) {
    auto* entry = ::archive_entry_new();
    ::archive_entry_set_pathname(entry, name.c_str());
    ::archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    ::archive_entry_set_filetype(entry, AE_IFREG);
    name == "mimetype" ? ::archive_write_zip_set_compression_store(zip) : ::archive_write_zip_set_compression_deflate(zip);
    ::archive_write_header(zip, entry);
    ::archive_write_data(zip, content.data(), content.size());
    ::archive_entry_free(entry);
  }
  ::archive_write_close(zip);
  ::archive_write_free(zip);
  bytes.resize(used);
  return bytes;
}

// A Word document whose body is this: <w:p>…</w:p>.
inline std::string a_docx(std::string const& body) {
  return a_zip({{"[Content_Types].xml", "<Types/>"},
                {"word/document.xml", "<w:document xmlns:w=\"urn:w\"><w:body>" + body + "</w:body></w:document>"}});
}

}  // namespace support
