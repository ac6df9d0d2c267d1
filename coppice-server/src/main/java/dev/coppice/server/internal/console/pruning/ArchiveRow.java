package dev.coppice.server.internal.console.pruning;

import dev.coppice.prune.CampaignArchive;
import dev.coppice.server.internal.console.Moment;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * An archive in a list.
 *
 * @param campaign the number of its campaign
 * @param policy its policy
 * @param id its id in its store
 * @param location its store
 * @param frames how many frames
 * @param bytes how many bytes they take
 * @param tables deleted rows in it by table, the most first
 * @param made when its campaign was created
 */
public record ArchiveRow(
        long campaign,
        String policy,
        String id,
        String location,
        String frames,
        String bytes,
        List<Table> tables,
        Moment made) {
    /**
     * A table of it.
     *
     * @param name its name
     * @param spelled its name as forms send it
     * @param rows how many deleted rows
     */
    public record Table(String name, String spelled, String rows) {}

    static ArchiveRow of(CampaignArchive archive) {
        return new ArchiveRow(
                archive.campaign(),
                archive.policy(),
                archive.id(),
                archive.location(),
                Texts.grouped(archive.frames()),
                Texts.bytes(archive.bytes()),
                archive.rows().entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .map(each -> new Table(
                                each.getKey().toString(), each.getKey().spelled(), Texts.grouped(each.getValue())))
                        .toList(),
                Moment.of(archive.createdAt()));
    }

    /** The address of its page. */
    public String link() {
        return ArchivePages.address(campaign);
    }

    /** The address of its campaign's page. */
    public String campaignLink() {
        return CampaignPages.address(campaign);
    }

    /** The address of its policy's page, or of the erasure it is part of. */
    public String policyLink() {
        return PolicyPages.owner(policy);
    }
}
