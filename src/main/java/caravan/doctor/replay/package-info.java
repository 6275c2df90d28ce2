/** Records a poll and runs it again without the vendor. */
package caravan.doctor.replay;
