package dev.coppice.prune.internal.ledger;

import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import dev.coppice.prune.Tuning;
import java.time.Duration;
import java.util.Optional;

/**
 * A campaign about to be created.
 *
 * @param policy the policy's name
 * @param table the table of its roots
 * @param planHash the hash of its plan
 * @param fingerprint what the plan relies on, line by line
 * @param canonical the policy in canonical words
 * @param keep how long rows are kept
 * @param requested who asks for it, and why
 * @param overridden who runs it in spite of findings that block it, and why
 * @param tuning its limits and its aim
 * @param archive where its rows go
 */
public record NewCampaign(
        String policy,
        TableName table,
        String planHash,
        String fingerprint,
        String canonical,
        Duration keep,
        Act requested,
        Optional<Act> overridden,
        Tuning tuning,
        Optional<String> archive) {}
