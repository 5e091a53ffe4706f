import cv2,csv,numpy as np
D='/work/shared/data/field/'
def corners():
    out={}
    for r in csv.DictReader(open(D+'corners.csv')):
        q=None if r['surround']=='none' or not r['x1'] else np.array([[float(r[f'x{i}']),float(r[f'y{i}'])] for i in range(1,5)])
        out[r['path']]=(r['surround'],q,r['note'])
    return out
def tile(im,quads,text,side=230):
    h,w=im.shape[:2]; s=side/max(h,w); im=cv2.resize(im,(max(1,round(w*s)),max(1,round(h*s))),interpolation=cv2.INTER_AREA)
    for q,c in quads:
        if q is not None: cv2.polylines(im,[np.round(np.asarray(q)*[im.shape[1],im.shape[0]]).astype(np.int32)],True,c,2,cv2.LINE_AA)
    t=np.full((side+16,side+4,3),40,np.uint8); t[:im.shape[0],:im.shape[1]]=im
    cv2.putText(t,text[:38],(2,side+12),cv2.FONT_HERSHEY_PLAIN,.8,(255,255,255),1,cv2.LINE_AA); return t
def sheet(tiles,cols,path):
    while len(tiles)%cols: tiles.append(np.zeros_like(tiles[0]))
    cv2.imwrite(path,np.vstack([np.hstack(tiles[i:i+cols]) for i in range(0,len(tiles),cols)]))
if __name__=='__main__':
    c=corners(); lab=[(p,v) for p,v in c.items() if v[1] is not None]
    ts=[tile(cv2.imread(D+p),[(v[1],(0,0,255))],p[7:11]+' '+v[0]) for p,v in lab]
    sheet(ts[:30],6,'/tmp/s1.png'); sheet(ts[30:],6,'/tmp/s2.png')
    n=[p for p,v in c.items() if v[1] is None]
    sheet([tile(cv2.imread(D+p),[],p[7:11]+' '+c[p][0]) for p in n],12,'/tmp/s3.png')
