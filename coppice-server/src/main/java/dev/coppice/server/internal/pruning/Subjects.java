package dev.coppice.server.internal.pruning;

import dev.coppice.ops.Fault;
import dev.coppice.prune.ArchiveConfig;
import dev.coppice.prune.Erasures;
import dev.coppice.prune.Subject;
import dev.coppice.prune.SubjectConfig;
import dev.coppice.server.ServerConfig.Erasing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The kinds of subjects a server knows. Safe for any thread.
 *
 * @param erasing those it was given, and what signs their receipts
 */
public record Subjects(Erasing erasing) {
    /** Every one, in its order. */
    public List<Subject> all() {
        return erasing.subjects();
    }

    /** The one of this name, where this server knows it. */
    public Optional<Subject> find(String name) {
        return all().stream().filter(subject -> subject.name().equals(name)).findFirst();
    }

    /**
     * The one that a word names, by its name or its table.
     *
     * @throws dev.coppice.ops.CoppiceException {@code subject.not-found}
     */
    public Subject require(String word) {
        return all().stream()
                .filter(subject -> subject.named(word))
                .findFirst()
                .orElseThrow(() -> Fault.of("subject.not-found", Fault.Kind.NOT_FOUND)
                        .refused("The request was not carried out.")
                        .found("This server knows no kind of subject of that name.")
                        .changed("Nothing was changed.")
                        .next("GET /api/v1/subjects lists those it knows.")
                        .exception());
    }

    /** The erasures of a database, signed where there is a key. */
    Erasures erasures(DataSource source) {
        var erasures = Erasures.on(source);
        return erasing.signer().map(erasures::signedBy).orElse(erasures);
    }

    /** The key of the archive of an erasure's campaign. */
    Optional<Path> keyFile(DataSource source, long campaign) {
        return Erasures.on(source)
                .ofCampaign(campaign)
                .flatMap(erasure -> find(erasure.subject()))
                .map(Subject::config)
                .flatMap(SubjectConfig::archive)
                .flatMap(ArchiveConfig::keyFile);
    }
}
