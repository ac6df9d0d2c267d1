package dev.coppice.prune.internal.campaign;

import static java.util.Objects.requireNonNull;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.Frame;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Origin;
import dev.coppice.archive.Segment;
import dev.coppice.archive.SegmentWriter;
import dev.coppice.archive.SourceDatabase;
import dev.coppice.archive.TaggedCopy;
import dev.coppice.control.TableName;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.internal.chunk.Edit;
import dev.coppice.prune.internal.chunk.Remover;
import dev.coppice.prune.internal.closure.RowIdentity;
import dev.coppice.prune.internal.ledger.ArchiveLedger;
import dev.coppice.prune.internal.ledger.ArchiveLedger.StoredSegment;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.Standing;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import dev.coppice.prune.internal.read.SqlFailure;
import dev.coppice.prune.internal.sql.Deletion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Rows go to an archive as they are deleted. A segment is opened behind the last frame the ledger has, which is read under
 * the worker row's lock: nobody else can still commit one there, since each worker has segments of its own. Whatever lies behind it belonged to a transaction that failed.
 */
final class Archived implements Keeping, Remover {
    private final Work work;
    private final Archive archive;
    private final Slot slot;
    private final Map<Content, Open> open = new LinkedHashMap<>();
    private final List<Placed> frames = new ArrayList<>();
    private @Nullable Connection connection;
    private final long campaign;
    private final PlannedColumns columns;
    private int segments;

    Archived(Work work, Archive archive, Slot slot) {
        this.work = work;
        this.archive = archive;
        this.slot = slot;
        this.campaign = slot.campaign();
        this.columns = PlannedColumns.of(work.policy().closure());
        this.segments = slot.segments();
    }

    private record Content(TableName table, List<String> edited) {}

    private record Open(StoredSegment stored, SegmentWriter writer) {}

    private record Placed(StoredSegment segment, Frame frame) {}

    @Override
    public void enter(Connection here, Standing standing) {
        connection = here;
        frames.clear();
        if (open.isEmpty()) {
            openAll(standing);
        }
    }

    private void openAll(Standing standing) {
        var ledger = new ArchiveLedger(dsl(), campaign);
        var known = ledger.segments(slot);
        if (known.isEmpty()
                && archive.encryption().isPresent()
                && ledger.segments().isEmpty()) {
            // Which key the first frame is encrypted with must be known before it is committed.
            archive.write(manifest(dsl(), standing));
        }
        for (var stored : known) {
            open(stored, ledger.last(stored.number()));
            segments = Math.max(segments, stored.number());
        }
        for (var table : work.policy().closure().goingTables()) {
            segment(table.name(), List.of());
        }
        for (var relation : work.policy().closure().edited()) {
            segment(relation.child(), relation.rule().setColumns());
        }
    }

    private void open(StoredSegment stored, Optional<Frame> last) {
        var segment =
                new Segment(stored.name(), content(stored), last.map(List::of).orElse(List.of()));
        open.put(new Content(stored.table(), stored.edited()), new Open(stored, archive.append(segment)));
    }

    private Open segment(TableName table, List<String> edited) {
        var key = new Content(table, edited);
        var found = open.get(key);
        if (found == null) {
            var number = ++segments;
            var content = content(table, edited);
            var name = Segment.numbered(number, content).name();
            open(new StoredSegment(number, name, table, edited, Optional.of(content)), Optional.empty());
            found = requireNonNull(open.get(key));
        }
        return found;
    }

    private FrameContent content(StoredSegment stored) {
        return stored.content().orElseGet(() -> content(stored.table(), stored.edited()));
    }

    private FrameContent content(TableName table, List<String> edited) {
        try {
            var archived = ArchivedTable.read(here(), table.schema(), table.name());
            if (!edited.isEmpty()) {
                return FrameContent.edits(archived, edited);
            }
            var age = work.policy().eligibility().age();
            var rows = FrameContent.rows(archived);
            return age.isPresent() && table.equals(work.policy().closure().root())
                    ? rows.ranging(age.get().column().name())
                    : rows;
        } catch (SQLException refused) {
            throw new SqlFailure(refused);
        }
    }

    @Override
    public Remover remover() {
        return this;
    }

    @Override
    public Map<TableName, Long> remove(List<Deletion> group) {
        try {
            if (group.size() == 1) {
                var segment = segment(group.getFirst().table().name(), List.of());
                var frame = segment.writer().write(here(), group.getFirst().returning());
                return Map.of(group.getFirst().table().name(), placed(segment, frame));
            }
            return circle(group);
        } catch (SQLException refused) {
            throw new SqlFailure(refused);
        }
    }

    private Map<TableName, Long> circle(List<Deletion> group) throws SQLException {
        var copy = TaggedCopy.create();
        for (var deletion : group) {
            var segment = segment(deletion.table().name(), List.of());
            copy.add(segment.writer(), deletion.returning());
        }
        var written = copy.write(here());
        var removed = new HashMap<TableName, Long>();
        for (var i = 0; i < group.size(); i++) {
            var table = group.get(i).table().name();
            removed.put(table, placed(segment(table, List.of()), written.get(i)));
        }
        return removed;
    }

    @Override
    public long keep(Edit edit) {
        var segment = segment(edit.table().name(), edit.columns());
        try {
            var frame = segment.writer().write(here(), edit.text());
            return placed(segment, frame);
        } catch (SQLException refused) {
            throw new SqlFailure(refused);
        }
    }

    private long placed(Open segment, Optional<Frame> frame) {
        frame.ifPresent(written -> frames.add(new Placed(segment.stored(), written)));
        return frame.map(Frame::rows).orElse(0L);
    }

    @Override
    public void record(DSLContext transaction, long chunk) {
        columns.require(transaction, work.policy().policy().name());
        var ledger = new ArchiveLedger(transaction, campaign);
        frames.forEach(placed -> ledger.enter(placed.segment(), chunk, placed.frame()));
        // A partition goes in several chunks of one transaction.
        frames.clear();
    }

    @Override
    public void committed() {
        open.values().forEach(segment -> segment.writer().committed());
        frames.clear();
    }

    @Override
    public void rolledBack() {
        frames.clear();
        open.values().forEach(segment -> segment.writer().rolledBack());
    }

    @Override
    public void lost() {
        close();
    }

    @Override
    public List<String> verified(Standing standing) {
        describe(standing);
        var verification = archive.read().verify();
        var problems = new ArrayList<String>();
        verification
                .problems()
                .forEach(problem -> problems.add("Reading back " + problem.segment() + ": " + problem.message()));
        var kept =
                verification.rows().values().stream().mapToLong(Long::longValue).sum();
        if (kept != standing.campaign().counts().rows()) {
            problems.add("The archive holds " + kept + " rows, and "
                    + standing.campaign().counts().rows() + " were deleted.");
        }
        return problems;
    }

    @Override
    public void describe(Standing standing) {
        new Transacting(work.database()).again(work.hooks().waiter(), dsl -> {
            // No chunk commits meanwhile: a process that has been away would leave frames of another out.
            new WorkerLedger(dsl).lockAll(campaign);
            new CampaignLedger(dsl).lock(campaign);
            var digest = archive.write(manifest(dsl, standing));
            new CampaignLedger(dsl).manifestWritten(standing.campaign().id(), digest);
            return digest;
        });
    }

    private Manifest manifest(DSLContext dsl, Standing standing) {
        var known = standing.campaign();
        var ledger = new ArchiveLedger(dsl, known.id());
        return dsl.connectionResult(here -> {
            connection = here;
            var described = ledger.segments().stream()
                    .map(stored -> new Segment(stored.name(), content(stored), ledger.frames(stored.number())))
                    .toList();
            var origin = new Origin(
                    known.policy(),
                    known.planHash(),
                    new PlanContract(
                                    known.policy(),
                                    List.of(),
                                    standing.fingerprint().lines().toList())
                            .fullHash(),
                    SourceDatabase.read(here));
            return Manifest.of(archive, known.createdAt(), origin, described);
        });
    }

    @Override
    public void close() {
        var writers = List.copyOf(open.values());
        open.clear();
        frames.clear();
        segments = slot.segments();
        writers.forEach(segment -> segment.writer().close());
    }

    /** Refuses a policy whose edits could not be put back. */
    static void requireRestorable(Work work) {
        for (var relation : work.policy().closure().edited()) {
            var identity = work.policy().closure().table(relation.child()).identity();
            if (identity.kind() != RowIdentity.Kind.PRIMARY_KEY) {
                throw CampaignFaults.noKeyForEdits(
                                work.policy().policy().name(), relation.child().toString())
                        .exception();
            }
        }
    }

    private DSLContext dsl() {
        return DSL.using(here(), SQLDialect.POSTGRES, Transacting.QUIET);
    }

    private Connection here() {
        return requireNonNull(connection, "enter comes first");
    }
}
