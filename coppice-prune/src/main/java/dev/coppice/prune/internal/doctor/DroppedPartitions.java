package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.PolicyConfig.Partitions;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.partition.Candidate;
import dev.coppice.prune.internal.partition.Survey;
import java.util.stream.Stream;

/** What keeps partitions from being dropped where the policy wants that: their rows go one by one then. */
final class DroppedPartitions implements Check {
    @Override
    public Stream<Finding> look(Inspection inspection) {
        if (inspection.policy().policy().config().partitions() != Partitions.DROP) {
            return Stream.empty();
        }
        var survey = new Survey(inspection.sql(), inspection.policy());
        var table = inspection.closure().root().toString();
        return inspection
                .tried(survey::obstacle)
                .flatMap(obstacle -> obstacle.map(sentence -> Stream.of(new Finding(
                                "partition-kept",
                                Severity.WARN,
                                table,
                                "The policy drops partitions, and none can be: " + sentence,
                                "Leave out \"partitions: drop\", or change what stands in its way.")))
                        .orElseGet(() -> survey.candidates().stream().flatMap(DroppedPartitions::finding)));
    }

    private static Stream<Finding> finding(Candidate candidate) {
        return candidate.obstacle().stream()
                .map(sentence -> new Finding(
                        "partition-kept",
                        Severity.WARN,
                        candidate.unit().name().toString(),
                        "Its rows go one by one: " + sentence,
                        "To have it dropped, its role must own the table and the partition, and nothing may depend on"
                                + " the partition or on its deletes."));
    }
}
