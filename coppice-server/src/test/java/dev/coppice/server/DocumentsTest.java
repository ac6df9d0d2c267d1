package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents lead to is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PICTURES = ROOT.resolve("docs/pictures");
    private static final long LARGEST = 120 * 1024;
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?s)```.*?```");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern LINK = Pattern.compile("(!?)\\[([^\\]]*)\\]\\(([^)\\s]+)\\)");

    /** A link to a file, as it stands in a document. */
    private record Link(Path document, boolean picture, String text, String target) {
        Path file() {
            var path = target.replaceFirst("#.*", "");
            return path.isEmpty()
                    ? document.normalize()
                    : document.resolveSibling(path).normalize();
        }

        /** The heading it names, as a browser finds it; empty for the whole file. */
        String heading() {
            return target.contains("#") ? target.substring(target.indexOf('#') + 1) : "";
        }
    }

    @Test
    void every_relative_link_and_picture_exists() throws IOException {
        assertThat(links())
                .hasSizeGreaterThan(100)
                .allSatisfy(link -> assertThat(link.file()).as(link.toString()).exists());
    }

    @Test
    void every_heading_that_a_link_names_exists() throws IOException {
        var named = links().stream().filter(link -> !link.heading().isEmpty()).toList();
        assertThat(named)
                .hasSizeGreaterThan(5)
                .allSatisfy(link ->
                        assertThat(headings(link.file())).as(link.toString()).contains(link.heading()));
    }

    @Test
    void every_guide_is_found_from_the_index() throws IOException {
        var links = links();
        var reached = new HashSet<Path>();
        var next = new ArrayDeque<>(List.of(ROOT.resolve("docs/README.md").normalize()));
        while (!next.isEmpty()) {
            var document = next.poll();
            if (reached.add(document)) {
                links.stream()
                        .filter(link -> link.document().normalize().equals(document))
                        .map(Link::file)
                        .forEach(next::add);
            }
        }
        try (var guides = Files.list(ROOT.resolve("docs/guides"))) {
            assertThat(guides.map(Path::normalize))
                    .isNotEmpty()
                    .allSatisfy(guide -> assertThat(reached).contains(guide));
        }
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

    private static List<String> headings(Path document) throws IOException {
        return HEADING.matcher(CODE_BLOCK.matcher(Files.readString(document)).replaceAll(""))
                .results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT))
                .map(text -> text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
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
                    .filter(link -> !link.target().contains(":"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
