import { describe, expect, it } from 'vitest';
import { issuer, issuerChanges, issuerProfile } from '../../src/domain/issuer.ts';
import { faults } from '../support/refusal.ts';

const profile = { name: 'Riverbend', url: 'https://riverbend.example/' };
const image = { digest: 'a'.repeat(64), mediaType: 'image/png', caption: 'A river' };

describe('what an issuer says of itself', () => {
  it.each([
    {},
    { address: { addressCountry: 'Ireland' } },
    {
      address: {
        addressCountryCode: 'IE',
        addressRegion: 'Munster',
        addressLocality: 'Cork',
        streetAddress: '1 Quay',
        postOfficeBoxNumber: '12',
        postalCode: 'T12',
      },
    },
    { phone: '+353 21 555-0199' },
    { phone: '021 5550199' },
    { otherIdentifier: [{ identifier: 'CHY 1', identifierType: 'ext:charityNumber' }] },
    { otherIdentifier: [{ identifier: '1', identifierType: 'nationalIdentityNumber' }] },
    { official: 'Marta Oyelaran' },
    { recipientIdentity: 'plain', awardSuspension: true },
    { language: 'es-MX' },
  ])('may have %j', (members) => {
    expect(faults(issuerProfile, { ...profile, ...members })).toEqual([]);
    expect(faults(issuerChanges, members)).toEqual([]);
  });

  it.each<[object, string]>([
    [{ address: {} }, '/address'],
    [{ address: 'Cork' }, '/address'],
    [{ address: { city: 'Cork' } }, '/address/city'],
    [{ address: { addressCountryCode: 'ie' } }, '/address/addressCountryCode'],
    [{ address: { streetAddress: 'a\nb' } }, '/address/streetAddress'],
    [{ address: { geo: { latitude: 1, longitude: 1 } } }, '/address/geo'],
    [{ phone: 'call us' }, '/phone'],
    [{ phone: '1' }, '/phone'],
    [{ otherIdentifier: [] }, '/otherIdentifier'],
    [{ otherIdentifier: [{ identifier: '1' }] }, '/otherIdentifier/0/identifierType'],
    [
      { otherIdentifier: [{ identifier: '1', identifierType: 'charity' }] },
      '/otherIdentifier/0/identifierType',
    ],
    [{ otherIdentifier: [{ identifier: '1', identifierType: 'ext:' }] }, '/otherIdentifier/0/identifierType'],
    [{ otherIdentifier: [{ identifier: '', identifierType: 'systemId' }] }, '/otherIdentifier/0/identifier'],
    [{ recipientIdentity: 'md5' }, '/recipientIdentity'],
    [{ awardSuspension: 'yes' }, '/awardSuspension'],
    [{ language: 'English' }, '/language'],
    [{ language: 'EN' }, '/language'],
    [{ language: '' }, '/language'],
    [{ parentOrg: profile }, '/parentOrg'],
  ])('has no %j', (members, where) => {
    expect(faults(issuerProfile, { ...profile, ...members })[0]).toBe(where);
    expect(faults(issuerChanges, members)[0]).toBe(where);
  });

  it('loses by null what it need not have, and nothing else', () => {
    const optional = Object.keys(issuerProfile.shape).filter(
      (member) => member !== 'name' && member !== 'url',
    );
    for (const member of [...optional, 'image'])
      expect(faults(issuerChanges, { [member]: null })).toEqual([]);
    for (const member of ['name', 'url'])
      expect(faults(issuerChanges, { [member]: null })).toEqual([`/${member}`]);
  });

  it('has an image that was uploaded, which nobody can name', () => {
    const whole = { ...profile, id: 'riverbend', createdAt: '2026-03-01T09:30:00.000Z' };
    expect(faults(issuer, { ...whole, image })).toEqual([]);
    expect(faults(issuer, { ...whole, image: { ...image, digest: 'a' } })).toEqual(['/image/digest']);
    expect(faults(issuer, { ...whole, image: { ...image, mediaType: 'image/svg+xml' } })).toEqual([
      '/image/mediaType',
    ]);
    expect(faults(issuer, { ...whole, image: { ...image, caption: ' ' } })).toEqual(['/image/caption']);
    expect(faults(issuerProfile, { ...profile, image })).toEqual(['/image']);
    expect(faults(issuerChanges, { image })).toEqual(['/image']);
  });
});
