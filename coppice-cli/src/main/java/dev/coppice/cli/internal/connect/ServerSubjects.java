package dev.coppice.cli.internal.connect;

import dev.coppice.server.document.SubjectDocument;

/**
 * The kinds of subjects a server knows, as commands name them.
 *
 * @param server the server
 */
public record ServerSubjects(Remote server) {
    /** The name of the one that a word names, by its name or its table. */
    public String named(String word) {
        var all = server.page(Call.get("subjects"), SubjectDocument.class).items();
        return all.stream()
                .filter(each -> each.subject().equals(word) || each.table().equals(word))
                .map(SubjectDocument::subject)
                .findFirst()
                .orElseThrow(() -> DeclaredSubjects.unknown(
                        word, all.stream().map(SubjectDocument::subject).toList()));
    }
}
