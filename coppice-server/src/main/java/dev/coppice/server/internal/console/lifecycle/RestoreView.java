package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.document.RestorePlanDocument;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Notice;
import java.util.List;

/**
 * The plan of a restore.
 *
 * @param plan what would come back
 * @param link the address of the backup
 * @param acts the button that restores; none where something refuses it
 * @param notice why the last act was not done
 */
public record RestoreView(RestorePlanDocument plan, String link, List<ActForm> acts, Notice notice) {}
