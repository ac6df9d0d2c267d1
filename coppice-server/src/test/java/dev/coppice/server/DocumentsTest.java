package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents lead to is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PICTURES = ROOT.resolve("docs/pictures");
    private static final long LARGEST = 120 * 1024;
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("(!?)\\[([^\\]]*)\\]\\(([^)\\s]+)\\)");

    /** A link to a file, as it stands in a document. */
    private record Link(Path document, boolean picture, String text, String target) {
        Path file() {
            return document.resolveSibling(target.replaceFirst("#.*", "")).normalize();
        }
    }

    @Test
    void every_relative_link_and_picture_exists() throws IOException {
        assertThat(links())
                .hasSizeGreaterThan(100)
                .allSatisfy(link -> assertThat(link.file()).as(link.toString()).exists());
    }

    @Test
    void each_picture_is_shown_somewhere_says_what_it_shows_and_is_small() throws IOException {
        var shown = links().stream().filter(Link::picture).toList();
        assertThat(shown)
                .allSatisfy(link -> assertThat(link.text()).as(link.toString()).hasSizeGreaterThan(20));
        try (var kept = Files.list(PICTURES)) {
            assertThat(kept).isNotEmpty().allSatisfy(picture -> {
                assertThat(Files.size(picture)).as(picture.toString()).isLessThanOrEqualTo(LARGEST);
                assertThat(shown).extracting(Link::file).contains(picture.normalize());
            });
        }
    }

    private static List<Link> links() throws IOException {
        try (var documents = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            documents.filter(file -> file.toString().endsWith(".md")),
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")))
                    .flatMap(DocumentsTest::links)
                    .toList();
        }
    }

    private static Stream<Link> links(Path document) {
        try {
            var text = CODE.matcher(Files.readString(document)).replaceAll("");
            return LINK.matcher(text)
                    .results()
                    .map(found -> new Link(document, !found.group(1).isEmpty(), found.group(2), found.group(3)))
                    .filter(link ->
                            !link.target().contains(":") && !link.target().startsWith("#"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
